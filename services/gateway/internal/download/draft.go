package download

import (
	"bytes"
	"fmt"
	"io"
	"os"
)

// mostInMemory is how large a draft grows before it goes to the temporary folder.
const mostInMemory = 4 << 20

// draft holds a file until it is whole, the beginning in memory and what is longer in the
// temporary folder; where there is none, all in memory.
type draft struct {
	memory bytes.Buffer
	file   *os.File
	full   bool // memory was tried to be left
	size   int64
}

// Write implements io.Writer.
func (d *draft) Write(p []byte) (int, error) {
	if !d.full && d.memory.Len()+len(p) > mostInMemory {
		d.full, d.file = true, nameless()
	}
	var to io.Writer = &d.memory
	if d.file != nil {
		to = d.file
	}
	n, err := to.Write(p)
	d.size += int64(n)
	return n, err
}

// nameless is a file that is gone with its last holder, however that ends; nil where there
// is no place for one.
func nameless() *os.File {
	file, err := os.CreateTemp("", "export-*")
	if err != nil {
		return nil
	}
	if os.Remove(file.Name()) != nil {
		_ = file.Close()
		return nil
	}
	return file
}

// sendTo writes the file down.
func (d *draft) sendTo(w io.Writer) error {
	if _, err := d.memory.WriteTo(w); err != nil || d.file == nil {
		return err
	}
	if _, err := d.file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read the draft: %w", err)
	}
	_, err := io.Copy(w, d.file)
	return err
}

func (d *draft) close() {
	if d.file != nil {
		_ = d.file.Close()
	}
}
