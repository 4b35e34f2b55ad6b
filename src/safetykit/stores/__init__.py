"""Where records are kept: one ``Store`` over a ``Backend`` of bytes."""

from safetykit.stores.backend import Backend, Batch, Revision
from safetykit.stores.files import Files
from safetykit.stores.memory import Memory
from safetykit.stores.store import LogEntry, Store

__all__ = ["Backend", "Batch", "Files", "LogEntry", "Memory", "Revision", "Store"]
