// Package inbox applies other services' events to a service's own tables.
//
// Events come in micro-batches, each applied in one transaction, and the Kafka
// offset is committed afterwards: an event comes at least once, may come again
// much later, and may be applied by a group member that has already lost its
// partition. Handlers therefore apply only what is newer than what they have: the facts
// are the truth, and the offset is a hint that saves work. A member moves it only in
// partitions that are its own, and only forward.
//
// What a message itself causes parks it, with its error, and everything else
// goes on. What the surroundings cause (connection, grant, disk …) parks
// nothing: the batch is repeated for ever.
package inbox
