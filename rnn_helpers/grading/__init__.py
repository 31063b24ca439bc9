"""What an instructor's tools need."""
