import io

from integrates_ci.progress import clear, watch_on

from .ran import Terminal


def test_a_log_gets_a_line_a_quarter() -> None:
    stream = io.StringIO()
    watch = watch_on(stream)

    for percent in range(101):
        watch("uploading", percent)
    watch("waiting", 100)
    clear(stream)

    assert stream.getvalue().splitlines() == [
        "integrates-ci: uploading, 0 %",
        "integrates-ci: uploading, 25 %",
        "integrates-ci: uploading, 50 %",
        "integrates-ci: uploading, 75 %",
        "integrates-ci: uploading, 100 %",
        "integrates-ci: waiting, 100 %",
    ]


def test_a_terminal_gets_one_line_that_can_be_taken_away() -> None:
    stream = Terminal()
    watch = watch_on(stream)

    watch("uploading", 0)
    watch("uploading", 40)
    clear(stream)

    assert stream.getvalue() == (
        f"\r\x1b[K[{'-' * 30}]   0 % uploading"
        f"\r\x1b[K[{'#' * 12}{'-' * 18}]  40 % uploading"
        "\r\x1b[K"
    )
