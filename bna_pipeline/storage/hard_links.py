"""File systems without hard links, as many a share and stick is."""

from __future__ import annotations

import errno
from typing import Final

NO_LINKS: Final = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS})
"""What such a one says when it is asked for one."""
