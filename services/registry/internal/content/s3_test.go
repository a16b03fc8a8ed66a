package content

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// fakeBucket is a bucket over HTTP that knows just what we ask of one: PUT, GET, HEAD
// and a listing. It stands for a store of another house at our edge.
func fakeBucket(t *testing.T) *bucket {
	t.Helper()
	server := httptest.NewServer(&objects{kept: map[string][]byte{}})
	t.Cleanup(server.Close)
	address, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	b, err := newBucket(S3Config{Endpoint: address.Host, Bucket: "files", Region: "cn-test", AccessKey: "key", SecretKey: "secret", Insecure: true})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

type objects struct {
	mu   sync.Mutex
	kept map[string][]byte
}

func (o *objects) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	key := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/files"), "/")
	switch {
	case r.Header.Get("Authorization") == "":
		w.WriteHeader(http.StatusForbidden)
	case r.Method == http.MethodPut:
		content, err := body(r)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		o.kept[key] = content
		w.Header().Set("ETag", `"etag"`)
	case key == "":
		o.list(w, r.URL.Query().Get("prefix"))
	default:
		o.hand(w, r, key)
	}
}

func (o *objects) hand(w http.ResponseWriter, r *http.Request, key string) {
	content, there := o.kept[key]
	if !there {
		w.WriteHeader(http.StatusNotFound)
		if r.Method == http.MethodGet {
			_, _ = io.WriteString(w, `<Error><Code>NoSuchKey</Code><Message>none</Message></Error>`)
		}
		return
	}
	w.Header().Set("ETag", `"etag"`)
	w.Header().Set("Last-Modified", time.Unix(0, 0).UTC().Format(http.TimeFormat))
	w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(content)
	}
}

func (o *objects) list(w http.ResponseWriter, prefix string) {
	type entry struct{ Key, LastModified, ETag string }
	type result struct {
		XMLName     xml.Name `xml:"ListBucketResult"`
		IsTruncated bool
		Contents    []entry
	}
	var all result
	for key := range o.kept {
		if strings.HasPrefix(key, prefix) {
			all.Contents = append(all.Contents, entry{key, "2020-05-20T08:00:00.000Z", `"etag"`})
		}
	}
	_ = xml.NewEncoder(w).Encode(all)
}

// body reads an upload; the client sends it in signed chunks: size in hexadecimal,
// signature, bytes.
func body(r *http.Request) ([]byte, error) {
	if !strings.HasPrefix(r.Header.Get("X-Amz-Content-Sha256"), "STREAMING-") {
		return io.ReadAll(r.Body)
	}
	var all []byte
	for in := bufio.NewReader(r.Body); ; {
		line, err := in.ReadString('\n')
		if err != nil {
			return nil, fmt.Errorf("chunk: %w", err)
		}
		text, _, _ := strings.Cut(strings.TrimSpace(line), ";")
		size, err := strconv.ParseInt(text, 16, 32)
		if err != nil || size == 0 {
			return all, err
		}
		chunk := make([]byte, size+2) // and the line's end
		if _, err := io.ReadFull(in, chunk); err != nil {
			return nil, fmt.Errorf("chunk: %w", err)
		}
		all = append(all, chunk[:size]...)
	}
}

// TestAStoreThatRefusesIsNoMissingContent: who verifies must not take one for the other.
func TestAStoreThatRefusesIsNoMissingContent(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }))
	t.Cleanup(server.Close)
	b, err := newBucket(S3Config{Endpoint: strings.TrimPrefix(server.URL, "http://"), Bucket: "files", Region: "cn-test", AccessKey: "key", SecretKey: "wrong", Insecure: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Open(t.Context(), Hash{1}); err == nil || strings.Contains(err.Error(), "CONTENT_MISSING") {
		t.Errorf("Open() = %v", err)
	}
	if err := b.Each(t.Context(), func(Hash) error { return nil }); err == nil {
		t.Error("an empty listing instead of a refusal")
	}
}
