/// What is promised, while everything around it breaks: a [coffer.faults.Merchant] sends random
/// requests ([coffer.faults.Traffic]) to servers, databases and connections that are killed under
/// it, an [coffer.faults.Inbox] takes the webhooks, and in the end an [coffer.faults.Oracle]
/// recomputes from the simulated chains alone what every invoice, balance and event must be.
/// `docs/reliability.md` says which test tries to break which promise.
package coffer.faults;
