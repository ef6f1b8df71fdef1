"""Query parameters as the marketplace binds them: any case, and a repeated one like a comma-separated one."""

from collections.abc import Iterator, Mapping

from starlette.requests import Request


class Parameters(Mapping[str, str]):
    """Query parameters by name in any case; iterating gives the names as they were sent."""

    def __init__(self, request: Request) -> None:
        self._sent: dict[str, str] = {}
        self._values: dict[str, str] = {}
        for name, text in request.query_params.multi_items():
            folded = name.lower()
            self._values[folded] = f"{self._values[folded]},{text}" if folded in self._values else text
            self._sent.setdefault(folded, name)

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sent.values())

    def __len__(self) -> int:
        return len(self._values)
