// Package authn knows who is calling: it turns a bearer token into a Principal
// and carries it in the context. It refuses to know what a principal may do; that
// is pkg/authz's one table.
package authn

import "context"

// Role is a kind of user, from a closed list.
type Role string

// The roles.
const (
	RoleOfficer    Role = "officer"    // 驻企服务员、首席服务员
	RoleTownship   Role = "township"   // 乡镇、街道、责任单位
	RoleCounty     Role = "county"     // 县项目办
	RoleApprover   Role = "approver"   // 审批部门
	RoleFactor     Role = "factor"     // 要素部门
	RoleCity       Role = "city"       // 市指挥部办公室
	RoleLeader     Role = "leader"     // 领导, reads
	RoleProvince   Role = "province"   // 省级查看, reads
	RoleAdmin      Role = "admin"      // 管理员
	RoleIntegrator Role = "integrator" // 接口账号
	RoleService    Role = "service"    // one of our own services
)

// Grant gives a role over a unit's subtree, for one department or for none.
type Grant struct {
	Role             Role
	Unit, Department string
}

// Principal is whoever calls: a person, a program or, where Service is set, one
// of our own services.
type Principal struct {
	ID, Name string
	Grants   []Grant
	Service  string
}

// principalKey is the context key of the Principal.
type principalKey struct{}

// WithPrincipal returns a context that carries p.
func WithPrincipal(ctx context.Context, p Principal) context.Context {
	return context.WithValue(ctx, principalKey{}, p)
}

// PrincipalOf is the caller of ctx; nobody, with no grants, where there is none.
func PrincipalOf(ctx context.Context) Principal {
	p, _ := ctx.Value(principalKey{}).(Principal)
	return p
}
