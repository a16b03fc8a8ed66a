package content

import (
	"context"
	"errors"
	"io"

	"pacesetter/pkg/errs"
)

// Fault is content that is not as it should be.
type Fault struct {
	Hash Hash
	Err  error // CONTENT_MISSING, CONTENT_DIFFERS, or why it could not be read
}

// Verdict is how an archive stands to what names its content.
type Verdict struct {
	Sound   int     // pieces of content that are there and as their hashes say
	Faults  []Fault // what is named and missing, other than its hash says, or unreadable
	Orphans []Hash  // what is kept and nobody names
}

// Verify reads everything that is named, and looks for what nobody names. named is
// asked after the store, so that what comes meanwhile is no orphan; an upload whose
// transaction is just ending may look like one.
func Verify(ctx context.Context, s Store, named func(context.Context) ([]Hash, error)) (Verdict, error) {
	kept := map[Hash]bool{}
	if err := s.Each(ctx, func(h Hash) error { kept[h] = true; return nil }); err != nil {
		return Verdict{}, err
	}
	hashes, err := named(ctx)
	if err != nil {
		return Verdict{}, err
	}
	var v Verdict
	for _, h := range hashes {
		delete(kept, h)
		switch err := check(ctx, s, h); {
		case ctx.Err() != nil:
			return v, ctx.Err()
		case err != nil:
			v.Faults = append(v.Faults, Fault{h, err})
		default:
			v.Sound++
		}
	}
	for h := range kept {
		v.Orphans = append(v.Orphans, h)
	}
	return v, nil
}

func check(ctx context.Context, s Store, h Hash) error {
	from, err := s.Open(ctx, h)
	if err != nil {
		return err
	}
	return errors.Join(Copy(io.Discard, from, h), from.Close())
}

// Reason is the fault's stable name.
func (f Fault) Reason() string { return errs.ReasonOf(f.Err) }
