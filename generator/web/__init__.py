"""The provider's page, shown in a browser."""
