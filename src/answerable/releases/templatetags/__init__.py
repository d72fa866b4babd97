"""What templates of releases need."""
