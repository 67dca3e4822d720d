"""What is printed: a figure a line, and whether it is what it has to be."""


def tell(what: str, value: str, target: str = "") -> None:
    print(f"{what:<44}{value:>18}  {target}", flush=True)


def at_most(value: float, most: float, unit: str) -> str:
    """Return the target of a figure that is to be small, and whether it is met."""
    return f"<= {most:,.0f} {unit}, {'met' if value <= most else 'MISSED'}"


def at_least(value: float, least: float) -> str:
    """Return the target of a figure that is to be large, and whether it is met."""
    return f">= {least:,.0f}, {'met' if value >= least else 'MISSED'}"
