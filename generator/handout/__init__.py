"""From an assessed case to the handout: view, XHTML, tagged PDF."""
