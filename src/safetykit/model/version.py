"""The version of the library, printed on documents and read by the build."""

from typing import Final

VERSION: Final = "26.11.0"
