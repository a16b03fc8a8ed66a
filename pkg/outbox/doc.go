// Package outbox tells others, through Kafka, what a transaction changed: Put
// writes the event beside the change, a relay publishes it after the commit.
//
// An event is published at least once, and the events of one key in the order
// of their ids, which follow the commits if the caller holds the aggregate's row
// lock when it calls Put. The relay keeps no position: what was published is
// deleted, so a row that commits late is never stepped over.
package outbox
