from tests.stages import staged, world

__all__ = ["staged", "world"]
