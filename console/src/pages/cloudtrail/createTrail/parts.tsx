export function Help() {
  return (
    <>
      <p>
        A trail writes every event to log files in an S3 bucket, and to a log group if you enable
        CloudWatch Logs.
      </p>
      <p>
        Bucket, policy, log group and role are made by ordinary calls under your own rights; the
        command line panel shows all of them. If one is refused, nothing is lost: try again from
        there, or have removed what was created.
      </p>
    </>
  );
}
