from configs import dify_config


def init_app(app):
    mail_type = dify_config.MAIL_TYPE
    if not mail_type:
        return
    match mail_type:
        case "resend":
            start_resend()
        case "smtp":
            start_smtp()
        case "sendgrid":
            start_sendgrid()
        case _:
            raise ValueError(mail_type)
