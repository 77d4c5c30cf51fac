"""Model of estates and designs as frozen values, without I/O."""
