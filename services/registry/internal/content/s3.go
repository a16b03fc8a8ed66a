package content

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"pacesetter/pkg/conf"
)

// S3Config names a bucket of a store that speaks the S3 protocol.
type S3Config struct {
	Endpoint  string      `env:"ENDPOINT" doc:"host:port of an S3 store; with it content is kept there and not in the folder."`
	Bucket    string      `env:"BUCKET" default:"pacesetter-documents" doc:"Its bucket, which must be there."`
	Region    string      `env:"REGION" doc:"Its region, where the store has regions."`
	AccessKey string      `env:"ACCESS_KEY" doc:"Access key."`
	SecretKey conf.Secret `env:"SECRET_KEY" doc:"Secret key."`
	Insecure  bool        `env:"INSECURE" default:"false" doc:"Whether to speak HTTP without TLS; only inside a trusted network."`
}

// prefix keeps documents apart from what else a bucket may hold.
const prefix = "documents/"

// bucket keeps content in an S3 store: an object is there whole or not at all.
type bucket struct {
	client *minio.Client
	name   string
}

func newBucket(cfg S3Config) (*bucket, error) { return bucketOver(cfg, nil) }

// bucketOver speaks through transport; nil for the library's own.
func bucketOver(cfg S3Config, transport http.RoundTripper) (*bucket, error) {
	client, err := minio.New(cfg.Endpoint, &minio.Options{
		Creds:  credentials.NewStaticV4(cfg.AccessKey, cfg.SecretKey.Reveal(), ""),
		Secure: !cfg.Insecure, Region: cfg.Region, Transport: transport,
	})
	if err != nil {
		return nil, fmt.Errorf("settings of the S3 store: %w", err)
	}
	return &bucket{client, cfg.Bucket}, nil
}

// Keep implements Store.
func (b *bucket) Keep(ctx context.Context, r *Received) error {
	key := prefix + r.Hash.String()
	if there, err := b.client.StatObject(ctx, b.name, key, minio.StatObjectOptions{}); err == nil && there.Size == r.Size {
		return nil
	}
	from := io.NewSectionReader(r.file, 0, r.Size)
	if _, err := b.client.PutObject(ctx, b.name, key, from, r.Size, minio.PutObjectOptions{ContentType: "application/octet-stream"}); err != nil {
		return fmt.Errorf("keep %s in the S3 store: %w", r.Hash, err)
	}
	return nil
}

// Open implements Store.
func (b *bucket) Open(ctx context.Context, h Hash) (io.ReadCloser, error) {
	object, err := b.client.GetObject(ctx, b.name, prefix+h.String(), minio.GetObjectOptions{})
	if err != nil {
		return nil, fmt.Errorf("open %s in the S3 store: %w", h, err)
	}
	if _, err := object.Stat(); err != nil { // GetObject itself asks nobody
		absent := minio.ToErrorResponse(err).StatusCode == http.StatusNotFound
		err = errors.Join(err, object.Close())
		if absent {
			return nil, missing(h, err)
		}
		return nil, fmt.Errorf("open %s in the S3 store: %w", h, err)
	}
	return object, nil
}

// Each implements Store.
func (b *bucket) Each(ctx context.Context, f func(Hash) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the listing where f fails
	for object := range b.client.ListObjects(ctx, b.name, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
		if object.Err != nil {
			return fmt.Errorf("list the S3 store: %w", object.Err)
		}
		if h, ok := ParseHash(strings.TrimPrefix(object.Key, prefix)); ok {
			if err := f(h); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}
