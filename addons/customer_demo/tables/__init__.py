"""What the demo company consists of: plain data that the generator turns into records."""
