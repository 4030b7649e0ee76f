"""The handout: words and drawings of a program as a document that a patient keeps."""
