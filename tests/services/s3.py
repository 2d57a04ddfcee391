"""Gives a new moto the bucket `channel` with the files of a directory, and prints the keys of its owner, of one
who may only read files, of one who may do nothing, and of a session: s3.py URL CHANNEL_DIRECTORY"""

import json
import sys
from pathlib import Path

import botocore.session
from botocore.config import Config

ROLE = "arn:aws:iam::123456789012:role/owner"
TRUST = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
MAY = {"owner": ["s3:*", "sts:*"], "reader": ["s3:GetObject"], "nobody": ["iam:GetUser"]}


def policy(statement):
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def client(service, server, id="x", key="x"):
    config = Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1})
    return botocore.session.Session().create_client(
        service, region_name="us-east-1", endpoint_url=server, config=config,
        aws_access_key_id=id, aws_secret_access_key=key)


def user(iam, name):
    iam.create_user(UserName=name)
    allowed = policy({"Effect": "Allow", "Action": MAY[name], "Resource": "*"})
    iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=allowed)
    made = iam.create_access_key(UserName=name)["AccessKey"]
    return {"id": made["AccessKeyId"], "secret": made["SecretAccessKey"]}


def main(server, directory):
    # These are the twelve calls that moto is told to let through unsigned; after them it checks.
    iam = client("iam", server)
    keys = {name: user(iam, name) for name in MAY}
    iam.create_role(RoleName="owner", AssumeRolePolicyDocument=policy(TRUST))
    allowed = policy({"Effect": "Allow", "Action": MAY["owner"], "Resource": "*"})
    iam.put_role_policy(RoleName="owner", PolicyName="p", PolicyDocument=allowed)
    client("s3", server).create_bucket(Bucket="channel")

    owner = keys["owner"]
    bucket = client("s3", server, owner["id"], owner["secret"])
    for file in sorted(path for path in Path(directory).rglob("*") if path.is_file()):
        name = f"some/prefix/{file.relative_to(directory)}"
        bucket.put_object(Bucket="channel", Key=name, Body=file.read_bytes())
    sts = client("sts", server, owner["id"], owner["secret"])
    made = sts.assume_role(RoleArn=ROLE, RoleSessionName="test")["Credentials"]
    keys["session"] = {
        "id": made["AccessKeyId"], "secret": made["SecretAccessKey"], "token": made["SessionToken"]}
    print(json.dumps(keys))


main(*sys.argv[1:])
