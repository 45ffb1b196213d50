"""Pages of guidance: reading, voting, looking through."""
