"""Statistics of groups of patients: what prose and tables say in numbers."""
