package scenario

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"

	"pacesetter/pkg/authn"
	"pacesetter/pkg/errs"
	registryv1 "pacesetter/proto/pacesetter/registry/v1"
	"pacesetter/tools/internal/client"
	"pacesetter/tools/internal/synth"
)

// EnsureUnits creates those of the units that the year's tree lacks, parents first,
// and returns how many.
func EnsureUnits(ctx context.Context, c *client.Client, year int, units []synth.Unit) (int, error) {
	ctx = client.As(ctx, authn.RoleAdmin, c.Root())
	res, err := c.Units.ListUnits(ctx, &registryv1.ListUnitsRequest{Year: int32(year)}) //nolint:gosec // a checked year
	if err != nil {
		return 0, fmt.Errorf("list units: %w", err)
	}
	there := map[string]bool{}
	for _, u := range res.GetUnits() {
		there[u.GetCode()] = true
	}
	created := 0
	for _, u := range units {
		if there[u.Unit.GetCode()] {
			continue
		}
		if err := createUnit(ctx, c, year, u); err != nil {
			return created, err
		}
		created++
	}
	return created, nil
}

// createUnit is content with a unit that somebody else created meanwhile.
func createUnit(ctx context.Context, c *client.Client, year int, u synth.Unit) error {
	_, err := c.Units.CreateUnit(ctx, &registryv1.CreateUnitRequest{
		Unit: u.Unit, Parent: u.Parent, FromYear: int32(year), RequestId: uuid.NewString(), //nolint:gosec // a checked year
	})
	if err != nil && errs.ReasonOf(err) != "UNIT_EXISTS" {
		return fmt.Errorf("create unit %s: %w", u.Unit.GetCode(), err)
	}
	return nil
}

// EnsureSettings adds the wanted settings to the root unit's own, and tells whether
// it had to.
func EnsureSettings(ctx context.Context, c *client.Client, want *registryv1.UnitSettings) (bool, error) {
	ctx = client.As(ctx, authn.RoleAdmin, c.Root())
	res, err := c.Units.GetUnit(ctx, &registryv1.GetUnitRequest{Code: c.Root()})
	if err != nil {
		return false, fmt.Errorf("read unit %s: %w", c.Root(), err)
	}
	u := res.GetUnit()
	settings := &registryv1.UnitSettings{}
	proto.Merge(settings, u.GetSettings())
	proto.Merge(settings, want)
	if proto.Equal(settings, u.GetSettings()) {
		return false, nil
	}
	_, err = c.Units.UpdateUnit(ctx, &registryv1.UpdateUnitRequest{
		Code: u.GetCode(), Name: u.GetName(), GbCode: u.GetGbCode(), Aliases: u.GetAliases(),
		Settings: settings, Version: u.GetVersion(), RequestId: uuid.NewString(),
	})
	if err != nil {
		return false, fmt.Errorf("set unit %s: %w", c.Root(), err)
	}
	return true, nil
}
