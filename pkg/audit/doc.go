// Package audit keeps the record (审计记录) of every mutation: who called what, when,
// with which request, and what they were answered. It grows and never changes, and
// whoever changes it all the same is found out.
//
// Record writes an entry in the mutation's own transaction; idempotency.Do calls it,
// so a service gets it by migrating Schema. A Sealer gathers entries that are
// committed into blocks: a Merkle tree over the entries, whose root, chained to the
// hash of the block before, makes the block's own hash. Writers never wait for it.
// Verify recomputes everything from the rows; a head that was noted outside of the
// database (Head) shows even a chain that its owner wrote anew from end to end.
// Export and Check carry the proof to where there is no database.
//
// It refuses to know what a mutation did: no request, no answer, no name of a person
// is kept, only their hashes, and the principal's ID. What a service does by itself
// without a request (a root unit made by migrate, events told again) is no mutation
// that somebody asked for, and has no entry.
package audit
