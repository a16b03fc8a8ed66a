package generate

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/synth"
)

// Write writes the province as JSON lines, each {"unit": …, "parent": …},
// {"project": …} or {"report": …} in the JSON form of the public API.
func Write(w io.Writer, s synth.Spec, root string, written func(rows int)) error {
	out := bufio.NewWriterSize(w, 1<<20)
	for _, u := range Units(s, root) {
		text, err := encode(u.Unit)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "{\"unit\":%s,\"parent\":%q}\n", text, u.Parent)
	}
	for round := range Rounds(s) {
		for _, row := range round {
			if err := writeRow(out, row); err != nil {
				return err
			}
		}
		written(len(round))
	}
	return out.Flush()
}

func writeRow(out *bufio.Writer, row *registryv1.IngestRow) error {
	text, err := encode(row) // its one field is the row's kind
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s\n", text)
	return err
}

// encode makes the same bytes each time: protojson alone adds blanks at random.
func encode(m proto.Message) ([]byte, error) {
	text, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	var out bytes.Buffer
	if err := json.Compact(&out, text); err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	return out.Bytes(), nil
}
