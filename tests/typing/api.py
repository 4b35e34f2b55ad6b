"""Type-checked, never run: the library as a host sees it."""

import safetykit

version: str = safetykit.__version__
