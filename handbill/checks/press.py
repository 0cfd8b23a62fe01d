from handbill.checks.pdf import check as check
