// Package bench measures the platform against bare loops on the same machine.
package bench

import (
	"context"
	"errors"
	"io"
)

// Main runs the measurements that args name and writes the figures.
func Main(context.Context, []string, io.Writer, io.Writer) error {
	return errors.New("nothing to measure yet")
}
