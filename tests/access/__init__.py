"""Accessible by proof: every form of the handout before judges that share no code with it."""
