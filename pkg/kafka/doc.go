// Package kafka holds the one way in which services open a Kafka writer, a
// group reader and topics. The client's defaults do not fit us (no
// acknowledgement, round-robin, batches of a second), so nobody builds one by hand.
//
// It knows no event: see outbox and inbox. Neither an idempotent producer nor
// read-committed is to be had from the client; consumers must bear duplicates.
package kafka
