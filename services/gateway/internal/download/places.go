package download

import (
	"time"

	"pacesetter/pkg/errs"
)

// placeSoon is when somebody who found no place may try again.
const placeSoon = 10 * time.Second

// places bounds how many files are made at once: each is held whole until it is sent.
type places chan struct{}

// take takes a place, which leave gives back; EXPORTS_TOO_MANY where there is none.
func (p places) take() (leave func(), err error) {
	select {
	case p <- struct{}{}:
		return func() { <-p }, nil
	default:
		return nil, errs.Exhausted("EXPORTS_TOO_MANY", "%d exports are being made", cap(p)).RetryIn(placeSoon)
	}
}
