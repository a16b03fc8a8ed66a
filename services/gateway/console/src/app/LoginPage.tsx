import { Button } from "antd";
import { Navigate, useSearchParams } from "react-router";
import { signIn, useSession } from "../api/session";
import { ErrorLine } from "../ui/ErrorPanel";
import { useTitle } from "../ui/useTitle";

/** Only a path of this console: a link must not lead a visitor elsewhere. */
export function ownPath(path: string | null): string {
  return path !== null && /^\/(?![/\\])/.test(path) ? path : "/";
}

export function LoginPage() {
  useTitle("登录");
  const [search] = useSearchParams();
  const session = useSession();
  const to = ownPath(search.get("return"));
  if (session.data) return <Navigate to={to} replace />;
  return (
    <div className="sign-in">
      <main>
        <h1>旗手</h1>
        <p>重点项目推进平台</p>
        <Button type="primary" size="large" block onClick={() => signIn(to)}>
          登录
        </Button>
        <p style={{ margin: "12px 0 0" }}>
          {session.error ? <ErrorLine error={session.error} /> : "使用本单位的统一身份认证账号登录。"}
        </p>
      </main>
    </div>
  );
}
