"""What may be done to the network; nothing else writes its tables."""

from strahlkraft.network.actions.importing import counted, import_geometry, import_municipalities, note_import

__all__ = ["counted", "import_geometry", "import_municipalities", "note_import"]
