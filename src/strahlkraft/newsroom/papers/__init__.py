"""Papers of this room: social cards, press kits."""
