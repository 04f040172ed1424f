"""The database: tables, and the queries of each noun. Nothing else speaks SQL."""
