import { Link } from "react-router";

export function NotFound() {
  return (
    <div className="panel state">
      没有这个页面。<Link to="/">回到首页</Link>
    </div>
  );
}
