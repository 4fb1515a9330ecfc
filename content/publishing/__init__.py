"""How a text becomes public: drafts, sign-off, schedule, review clock. Plain functions; each step is recorded."""
