import { Link } from "react-router";
import { useTitle } from "../ui/useTitle";

export function NotFound() {
  useTitle("没有这个页面");
  return (
    <div className="panel state">
      没有这个页面。<Link to="/">回到首页</Link>
    </div>
  );
}
