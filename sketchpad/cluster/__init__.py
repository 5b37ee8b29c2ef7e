"""Pictures made on other machines, by Ray (an optional extra; nothing is imported or started unless asked for)."""
