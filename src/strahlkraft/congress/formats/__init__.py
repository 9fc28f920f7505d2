"""The published programme in other formats; pure."""
