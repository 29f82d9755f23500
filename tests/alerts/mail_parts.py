"""Reads a mail from a file and prints what Python's email library makes of it."""

import email
import email.policy
import json
import sys

with open(sys.argv[1], "rb") as file:
    message = email.message_from_binary_file(file, policy=email.policy.strict)


def shown(part):
    out = {"type": part.get_content_type()}
    if part.is_multipart():
        out["parts"] = [shown(each) for each in part.iter_parts()]
    elif part.get_content_maintype() == "image":
        out["id"] = part["Content-ID"]
        out["inline"] = part.get_content_disposition() == "inline"
        out["png"] = part.get_content().startswith(b"\x89PNG\r\n\x1a\n")
        out["size"] = len(part.get_content())
    else:
        text = part.get_content()
        out["cids"] = [piece.partition('"')[0] for piece in text.split('src="cid:')[1:]]
    return out


print(json.dumps({"subject": message["Subject"], "body": shown(message)}))
