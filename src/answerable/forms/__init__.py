"""Forms made from what entries say."""
