"""Registers the commands of rnn_grading where it is there: what students get does not hold it."""

from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface


class CustomMetadataHook(MetadataHookInterface):
    def update(self, metadata: dict) -> None:
        if Path(self.root, "rnn_grading").is_dir():
            metadata.update(self.config)  # its tables in pyproject.toml: scripts, entry-points
