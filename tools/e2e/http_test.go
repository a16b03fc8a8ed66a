//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// refusal is an answer of the gateway that is not 2xx.
type refusal struct {
	Status  int    `json:"-"` // HTTP
	After   string `json:"-"` // header Retry-After
	Reason  string `json:"reason"`
	Message string `json:"message"`
}

// Error implements error.
func (r *refusal) Error() string { return fmt.Sprintf("HTTP %d %s %s", r.Status, r.Reason, r.Message) }

// caller speaks plain HTTP to the gateway with somebody's token.
type caller struct {
	http  *http.Client
	base  string
	token string
}

func (p *platform) caller(token string) caller {
	return caller{http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4}}, base: p.opts.GatewayURL(), token: token}
}

// do sends body as JSON, if there is one, and returns the answer's.
func (c caller) do(ctx context.Context, method, path, key string, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Content-Type", "application/json")
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	return c.send(req)
}

func (c caller) send(req *http.Request) ([]byte, error) {
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, 16<<20))
	if err != nil {
		return nil, err
	}
	if resp.StatusCode/100 == 2 {
		return text, nil
	}
	refused := &refusal{Status: resp.StatusCode, After: resp.Header.Get("Retry-After")}
	if err := json.Unmarshal(text, refused); err != nil {
		return nil, fmt.Errorf("HTTP %d with a body that is no JSON: %.200s", resp.StatusCode, text)
	}
	return nil, refused
}

// call sends a message and reads the answer into another, as a program would that
// knows the contract.
func (c caller) call(ctx context.Context, method, path, key string, in, out proto.Message) error {
	var body []byte
	if in != nil {
		var err error
		if body, err = (protojson.MarshalOptions{UseProtoNames: true}).Marshal(in); err != nil {
			return err
		}
	}
	text, err := c.do(ctx, method, path, key, body)
	if err != nil {
		return err
	}
	return protojson.Unmarshal(text, out)
}

// newID is a UUID of version 4.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
