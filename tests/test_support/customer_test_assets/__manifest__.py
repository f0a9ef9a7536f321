{
    "name": "Customer Management: Test Assets",
    "summary": "Lets browser tours run on Debian's Odoo package; never installed outside tests",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Customer Management Project",
    "category": "Hidden",
    "depends": ["mail"],
    "assets": {
        # Debian leaves this file out, and the console error about it would fail every tour.
        "web.assets_backend": [
            ("remove", "mail/static/lib/selfie_segmentation/selfie_segmentation.js"),
        ],
    },
}
