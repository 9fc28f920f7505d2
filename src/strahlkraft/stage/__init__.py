"""Door: people in the congress hall and in front of their screens."""
