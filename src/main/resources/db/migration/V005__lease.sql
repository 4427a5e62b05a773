-- What is due is found lane by lane; this one only tempted the planner to read the queues of all lanes for each.
DROP INDEX delivery_due;
