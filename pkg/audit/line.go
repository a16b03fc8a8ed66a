package audit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// A proof file is JSON lines. The first says whose record it is; then come blocks
// without a gap up to the head, after each those of its entries that were asked for;
// the last says that nothing was cut off.
type line struct {
	Audit *fileHead  `json:"audit,omitempty"`
	Block *blockLine `json:"block,omitempty"`
	Entry *entryLine `json:"entry,omitempty"`
	End   *fileEnd   `json:"end,omitempty"`
}

// fileForm is the version of the file's form.
const fileForm = 1

type fileHead struct {
	Form    int    `json:"form"`
	Service string `json:"service"`
}

type blockLine struct {
	Number   int64     `json:"number"`
	Previous Hash      `json:"previous"`
	Root     Hash      `json:"root"`
	Entries  int64     `json:"entries"`
	SealedAt time.Time `json:"sealed_at"`
}

type entryLine struct {
	ID            int64     `json:"id"`
	At            time.Time `json:"at"`
	Principal     string    `json:"principal"`
	RPC           string    `json:"rpc"`
	RequestID     uuid.UUID `json:"request_id"`
	RequestSHA256 Hash      `json:"request_sha256"`
	AnswerSHA256  Hash      `json:"answer_sha256"`
	Grants        string    `json:"grants"`
	Subject       string    `json:"subject"`
	Position      int64     `json:"position"`
	Path          []Hash    `json:"path"`
}

type fileEnd struct {
	Entries int64 `json:"entries"`
	Head    Hash  `json:"head"`
}

func lineOfEntry(e Entry, position int64, path []Hash) line {
	return line{Entry: &entryLine{
		ID: e.ID, At: e.At, Principal: e.Principal, RPC: e.RPC, RequestID: e.RequestID, RequestSHA256: e.Request, AnswerSHA256: e.Answer,
		Grants: e.Grants, Subject: e.Subject, Position: position, Path: path,
	}}
}

func (l *entryLine) entry() Entry {
	return Entry{
		ID: l.ID, At: l.At, Principal: l.Principal, RPC: l.RPC, RequestID: l.RequestID, Request: l.RequestSHA256, Answer: l.AnswerSHA256,
		Grants: l.Grants, Subject: l.Subject,
	}
}

func lineOfBlock(b Block) line {
	return line{Block: &blockLine{b.Number, b.Previous, b.Root, b.Entries, b.SealedAt}}
}

func (l *blockLine) block() Block {
	return Block{l.Number, l.Previous, l.Root, l.Entries, l.SealedAt}
}

// encode is the one way in which a line may be written.
func (l line) encode() ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	err := e.Encode(l)
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), err
}

// decode reads a line and refuses any that encode would not have written: what people
// and other programs read in it is what was proved, whatever they make of doubled
// keys, unknown ones, or spelling.
func decode(raw []byte) (line, error) {
	var l line
	if err := json.Unmarshal(raw, &l); err != nil {
		return line{}, fmt.Errorf("no line of a proof file: %w", err)
	}
	l.tidy()
	again, err := l.encode()
	if err != nil || !bytes.Equal(again, raw) {
		return line{}, fmt.Errorf("not as an export writes it: %.80q", raw)
	}
	return l, nil
}

// tidy puts what has several spellings, and what no hash covers, into the one form.
func (l line) tidy() {
	if l.Block != nil {
		l.Block.SealedAt = l.Block.SealedAt.UTC().Truncate(time.Microsecond)
	}
	if l.Entry != nil {
		l.Entry.At = l.Entry.At.UTC().Truncate(time.Microsecond)
		if l.Entry.Path == nil {
			l.Entry.Path = []Hash{}
		}
	}
}
