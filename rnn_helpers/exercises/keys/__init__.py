"""Plain layers, and the mistakes made in them, for all keys that contain one."""
