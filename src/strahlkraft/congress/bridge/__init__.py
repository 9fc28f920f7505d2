"""From records to the planner's problem, the running order and the published programme, and back."""
