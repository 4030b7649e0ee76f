"""The provider's page: it shows what the reasoning finds, and reasons nothing itself."""
