package registry

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"pacesetter/pkg/errs"
	"pacesetter/services/registry/internal/content"
	"pacesetter/services/registry/internal/store"
)

// documents verifies that the content of all documents is there and is what it was.
func documents(ctx context.Context, cfg Config, args []string) error {
	if !slices.Equal(args, []string{"verify"}) {
		return errs.Invalid("COMMAND_USAGE", "usage: registry documents verify")
	}
	archive, err := content.Open(cfg.Documents, time.Now())
	if err != nil {
		return err
	}
	if archive == nil {
		return errs.Precondition("DOCUMENTS_NOT_KEPT", "PACESETTER_REGISTRY_DOCUMENTS_FOLDER is not set")
	}
	return withStore(ctx, cfg.Database.URL, func(st *store.Store) error {
		return verifyDocuments(ctx, archive, st, os.Stdout)
	})
}

// verifyDocuments tells each fault and each orphan on a line of its own, and fails where
// there is a fault. Orphans are left alone: uploads that were refused at the last moment,
// and what is being filed just now.
func verifyDocuments(ctx context.Context, kept content.Store, st *store.Store, out io.Writer) error {
	v, err := content.Verify(ctx, kept, func(ctx context.Context) ([]content.Hash, error) {
		hashes, err := st.DocumentHashes(ctx)
		named := make([]content.Hash, len(hashes))
		for i, h := range hashes {
			named[i] = h
		}
		return named, err
	})
	if err != nil {
		return err
	}
	for _, f := range v.Faults {
		fmt.Fprintf(out, "fault %s %s: %v\n", f.Hash, f.Reason(), f.Err)
	}
	for _, h := range v.Orphans {
		fmt.Fprintf(out, "orphan %s\n", h)
	}
	fmt.Fprintf(out, "%d sound, %d faults, %d orphans\n", v.Sound, len(v.Faults), len(v.Orphans))
	if len(v.Faults) > 0 {
		return errs.Internal("DOCUMENTS_FAULTY", "%d pieces of content are missing or differ", len(v.Faults))
	}
	return nil
}
