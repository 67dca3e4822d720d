"""Why a report is refused whole; each message names the bound or the place."""

from errors import Invalid


class ReportRefused(Invalid):
    """The report is not taken in: nothing of it is."""


class ReportTooLarge(ReportRefused):
    def __init__(self, bound: str, limit: int) -> None:
        super().__init__(f"The report has more than {limit} {bound}", bound=bound, limit=limit)


class ReportUnpacksTooWell(ReportRefused):
    def __init__(self, ratio: int) -> None:
        super().__init__(
            f"The report unpacks to more than {ratio} times its size", bound="ratio", limit=ratio
        )


class ReportTooDeep(ReportRefused):
    def __init__(self, depth: int) -> None:
        super().__init__(
            f"The report nests values more than {depth} deep", bound="depth", limit=depth
        )


class TextTooLong(ReportRefused):
    def __init__(self, size_bytes: int) -> None:
        super().__init__(
            f"The report holds a text of more than {size_bytes} bytes",
            bound="string",
            limit=size_bytes,
        )


class PackedBadly(ReportRefused):
    def __init__(self) -> None:
        super().__init__("The report is packed, and cannot be unpacked: damaged or truncated")


class NotUtf8(ReportRefused):
    def __init__(self) -> None:
        super().__init__("The report is not UTF-8 text")


class LoneSurrogate(ReportRefused):
    def __init__(self) -> None:
        super().__init__("The report escapes half of a character (a lone surrogate)")


class NotJson(ReportRefused):
    def __init__(self, why: str, near_byte: int) -> None:
        super().__init__(f"The report is not JSON near byte {near_byte}: {why}", byte=near_byte)


class ReportTruncated(ReportRefused):
    def __init__(self, size_bytes: int) -> None:
        super().__init__(
            f"The report is truncated: it ends at byte {size_bytes} before it is complete",
            byte=size_bytes,
        )


class DuplicateKey(ReportRefused):
    def __init__(self, key: str) -> None:
        super().__init__(f"The report gives the key {key[:80]!r} twice in one object", key=key[:80])


class NotSarif(ReportRefused):
    def __init__(self, why: str) -> None:
        super().__init__(f"The report is not SARIF 2.1.0: {why}")


class NotThisFormat(ReportRefused):
    def __init__(self, format_: str, why: str) -> None:
        super().__init__(f"The report is not {format_}: {why}", format=format_)


class UnknownFormat(ReportRefused):
    def __init__(self) -> None:
        super().__init__("The format of the report is not recognised: say which it is")


class ToolFailed(ReportRefused):
    def __init__(self, tool: str, why: str) -> None:
        super().__init__(f"{tool} failed, and reported nothing but that: {why}", tool=tool)


class NotCsv(ReportRefused):
    def __init__(self, why: str, line: int) -> None:
        super().__init__(f"The report is not CSV near line {line}: {why}", line=line)


class PreparedForAnotherRoot(ReportRefused):
    def __init__(self) -> None:
        super().__init__("The report was prepared for another root")


class MalformedReport(ReportRefused):
    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"The report is malformed at {place}: {why}", place=place)
